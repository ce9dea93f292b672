package dev.gapless.live.completeness;

import dev.gapless.live.history.ChannelOpener;
import java.time.Clock;
import java.util.Map;
import org.springframework.web.client.RestClient;

/** Makes a watch that asks nobody, for tests in which completeness is no matter. */
public final class SilentCompletenessWatch {

    private SilentCompletenessWatch() {}

    /** One whose rounds nobody begins. */
    public static CompletenessWatch of(ChannelOpener opener) {
        HeldCoverageClient nobody = new HeldCoverageClient(RestClient.create());
        Clock clock = Clock.systemUTC();
        return new CompletenessWatch(
                nobody,
                new KnownGapClient(RestClient.create(), clock),
                new PublishedOffsets(nobody, Map.of()),
                opener,
                clock);
    }
}
