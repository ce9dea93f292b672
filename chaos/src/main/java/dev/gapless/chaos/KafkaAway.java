package dev.gapless.chaos;

import dev.gapless.chaos.ServicePages.Readiness;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Kafka is stopped under load and comes back. It is away for longer than each deadline of a client. It is away for
 * several leases of a mining task, too, as in half an hour with the leases of a production.
 */
final class KafkaAway implements SuiteFault {

    private static final int PATIENCE_SECONDS = 10;
    private static final int LEASE_SECONDS = 5;
    private static final double LAG_ALARM_SECONDS = 15;

    private final ServicePages pages = new ServicePages();
    private final Set<SuiteService> missing = EnumSet.noneOf(SuiteService.class);
    private final Set<SuiteService> contentAgain = EnumSet.noneOf(SuiteService.class);
    private long since;
    private long awaySeconds;
    private long captured;
    private long published;
    private double notDelivered;
    private double lagSeconds;

    @Override
    public double strikesAt() {
        return 0.25;
    }

    @Override
    public double healsAt() {
        return 0.85;
    }

    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.with(List.of(
                "gapless.topics.check-every=2s",
                "gapless.scheduler.dispatch.lease=%ds".formatted(LEASE_SECONDS),
                "gapless.capture.delivery.ack-timeout=%ds".formatted(PATIENCE_SECONDS),
                "gapless.miner.delivery.ack-timeout=5s"));
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        captured = (long) pages.sum(suite, SuiteService.CAPTURE, "gapless_captured_items_total");
        published = (long) pages.sum(suite, SuiteService.PROCESSOR, "gapless_changes_published_total");
        since = System.nanoTime();
        suite.stopKafka();
    }

    @Override
    public void endure(GaplessSuite suite) throws IOException, InterruptedException {
        for (SuiteService service : SuiteService.values()) {
            Readiness readiness = pages.readiness(suite, service);
            if (readiness.missesKafka()) {
                missing.add(service);
            }
        }
        lagSeconds = Math.max(lagSeconds, pages.sum(suite, SuiteService.SCHEDULER, "gapless_coverage_lag_seconds"));
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        awaySeconds = (System.nanoTime() - since) / 1_000_000_000;
        suite.startKafka();
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        notDelivered =
                pages.sum(suite, SuiteService.CAPTURE, "gapless_capture_disconnects_total{cause=\"not_delivered\"");
        for (SuiteService service : SuiteService.values()) {
            Readiness readiness = pages.readiness(suite, service);
            if (readiness.ready() && !readiness.missesKafka()) {
                contentAgain.add(service);
            }
        }
    }

    @Override
    public String injected() {
        return "Kafka was away for %d s. Compressed: half an hour to that, the miners' lease from 60 to %d s, the captures' patience from 30 to %d s"
                .formatted(awaySeconds, LEASE_SECONDS, PATIENCE_SECONDS);
    }

    @Override
    public List<FaultProof> proofs() {
        int all = SuiteService.values().length;
        return List.of(
                new FaultProof(
                        "before, %,d items were captured and %,d changes published".formatted(captured, published),
                        captured > 0 && published > 0),
                new FaultProof("away for longer than any client waits", awaySeconds > PATIENCE_SECONDS + LEASE_SECONDS),
                new FaultProof("health of %s named Kafka".formatted(missing), missing.size() == all),
                FaultProof.counted(
                        "%,d connections ended because Kafka did not take their records", (long) notDelivered),
                new FaultProof(
                        "gapless.coverage.lag.seconds rose to %.0f s (alarm at %.0f s)"
                                .formatted(lagSeconds, LAG_ALARM_SECONDS),
                        lagSeconds > LAG_ALARM_SECONDS),
                new FaultProof("at the end %s were ready".formatted(contentAgain), contentAgain.size() == all));
    }
}
