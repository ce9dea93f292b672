package dev.gapless.chaos;

import dev.gapless.chaos.ServicePages.Readiness;
import dev.gapless.standalone.suite.Service;
import dev.gapless.standalone.suite.Suite;
import dev.gapless.standalone.suite.SuiteOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** Kafka starts after all services, by as long as the run was to last; then the run lasts as long again. */
final class KafkaLate implements SuiteFault {

    private final ServicePages pages = new ServicePages();
    private final Map<Service, ConfigurableApplicationContext> started = new EnumMap<>(Service.class);
    private final List<Service> refusing = new ArrayList<>();
    private final Map<Service, Long> readyAfter = new EnumMap<>(Service.class);
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
    public void strike(Suite suite) {
        since = System.nanoTime();
        for (Service service : Service.values()) {
            started.put(service, suite.context(service));
        }
    }

    @Override
    public void heal(Suite suite) throws IOException, InterruptedException {
        for (Service service : Service.values()) {
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
    public void watch(Suite suite) throws IOException, InterruptedException {
        for (Service service : Service.values()) {
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
    public void settled(Suite suite) {
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
    public List<Proof> proofs() {
        int all = Service.values().length;
        return List.of(
                new Proof(
                        "before it came %d of %d services refused readiness and named Kafka"
                                .formatted(refusing.size(), all),
                        refusing.size() == all),
                new Proof("ready after it came, in s: " + readyAfter, readyAfter.size() == all),
                new Proof("%d services were restarted".formatted(restarted), restarted == 0 && started.size() == all));
    }
}
