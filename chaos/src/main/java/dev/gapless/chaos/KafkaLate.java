package dev.gapless.chaos;

import dev.gapless.chaos.ServicePages.Readiness;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** Kafka starts after all services, by as long as the run was to last; then the run lasts as long again. */
final class KafkaLate implements SuiteFault {

    private final ServicePages pages = new ServicePages();
    private final Map<SuiteService, ConfigurableApplicationContext> started = new EnumMap<>(SuiteService.class);
    private final List<SuiteService> refusing = new ArrayList<>();
    private final Map<SuiteService, Long> readyAfter = new EnumMap<>(SuiteService.class);
    private long since;
    private long lateSeconds;
    private long restarted;

    @Override
    public double strikesAt() {
        return 0;
    }

    @Override
    public double healsAt() {
        return 0.5;
    }

    @Override
    public int stretch() {
        return 2;
    }

    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.whenKafkaIsLate();
    }

    @Override
    public void strike(GaplessSuite suite) {
        since = System.nanoTime();
        for (SuiteService service : SuiteService.values()) {
            started.put(service, suite.context(service));
        }
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        for (SuiteService service : SuiteService.values()) {
            Readiness readiness = pages.readiness(suite, service);
            if (readiness.status() == 503 && readiness.missesKafka()) {
                refusing.add(service);
            }
        }
        lateSeconds = seconds();
        suite.startKafka();
        since = System.nanoTime();
    }

    @Override
    public void watch(GaplessSuite suite) throws IOException, InterruptedException {
        for (SuiteService service : SuiteService.values()) {
            if (!readyAfter.containsKey(service)
                    && pages.readiness(suite, service).ready()) {
                readyAfter.put(service, seconds());
            }
        }
    }

    private long seconds() {
        return (System.nanoTime() - since) / 1_000_000_000;
    }

    @Override
    public void settled(GaplessSuite suite) {
        restarted = started.entrySet().stream()
                .filter(service -> !suite.context(service.getKey()).equals(service.getValue())
                        || !service.getValue().isActive())
                .count();
    }

    @Override
    public String injected() {
        return "Kafka was started %d s after all services".formatted(lateSeconds);
    }

    @Override
    public List<FaultProof> proofs() {
        int all = SuiteService.values().length;
        return List.of(
                new FaultProof(
                        "before it came %d of %d services refused readiness and named Kafka"
                                .formatted(refusing.size(), all),
                        refusing.size() == all),
                new FaultProof("ready after it came, in s: " + readyAfter, readyAfter.size() == all),
                new FaultProof(
                        "%d services were restarted".formatted(restarted), restarted == 0 && started.size() == all));
    }
}
