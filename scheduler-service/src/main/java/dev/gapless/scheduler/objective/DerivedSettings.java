package dev.gapless.scheduler.objective;

import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;

/**
 * The settings that an objective needs for a stream, within the limits of one credential.
 *
 * @param pollSeconds between two polls while the live path is away, or always where there is none
 * @param pollsHold true when polls alone keep the lag within the limit
 * @param livePaths captures that should carry the stream; 2 where polls alone do not hold the objective, 0 where the
 *     source has no live path
 * @param quotaShare of what one credential may ask for, that these polls use
 * @param auditShare of it, with which audits see a miss rate as high as the objective allows, 95 times of 100
 */
public record DerivedSettings(
        long pollSeconds, boolean pollsHold, int livePaths, double quotaShare, double auditShare) {

    /** Polls of all streams together may use this share of the quota. */
    private static final double POLLS = 0.5;

    /** One poll may fail before the stream is late. */
    private static final double POLLS_WITHIN_LIMIT = 2;

    /** Of so many samples at least one is hit, 95 times of 100, when one in the number that is divided is. */
    private static final double SAMPLES = 3;

    private static final double MOST_AUDITS = 0.1;

    static DerivedSettings of(SourceSpec source, StreamSpec stream, double target, Duration within, Duration period) {
        double perSecond = source.http().requestsPerSecond();
        double limit = Math.max(seconds(within), seconds(stream.timing().settle()));
        double wanted = Math.floor(limit / POLLS_WITHIN_LIMIT);
        double allowed = Math.ceil(source.streams().size() / (POLLS * perSecond));
        double rare = Math.floor(seconds(stream.poll()));
        long poll = Math.max(1L, (long) Math.min(rare, Math.max(wanted, allowed)));
        boolean held = poll < limit;
        return new DerivedSettings(
                poll,
                held,
                stream.live() ? (held ? 1 : 2) : 0,
                1 / (poll * perSecond),
                Math.min(MOST_AUDITS, SAMPLES / (1 - target) / (seconds(period) * perSecond)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
