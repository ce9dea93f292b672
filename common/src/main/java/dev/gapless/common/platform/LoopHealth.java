package dev.gapless.common.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Which loops of the service are interrupted at the moment, and why. Readiness is refused meanwhile. */
public final class LoopHealth implements HealthIndicator {

    private final Map<String, String> interrupted = new ConcurrentHashMap<>();

    /** The loop has ended by a failure, and is about to be started again. */
    public void interrupted(String loop, Throwable cause) {
        interrupted.put(loop, cause.toString());
    }

    /** The loop runs. */
    public void running(String loop) {
        interrupted.remove(loop);
    }

    @Override
    public Health health() {
        return interrupted.isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetails(interrupted).build();
    }
}
