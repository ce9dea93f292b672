package dev.gapless.common.platform.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.web.client.RestClient;

/**
 * Asks the scheduler, and remembers each answer for ten seconds. A source keeps its tenant, so what is remembered lacks
 * new sources and holds none of others.
 */
public final class RemoteTenantSources implements TenantSources {

    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    /** @param sources their names */
    record TenantSourcesAnswer(Set<String> sources) {}

    private record RememberedSources(Set<String> sources, long askedNanos) {}

    private final RestClient scheduler;
    private final LongSupplier nanoClock;
    private final Map<String, RememberedSources> remembered = new ConcurrentHashMap<>();

    public RemoteTenantSources(RestClient scheduler, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    /** Only tenants of tokens that are valid, or that operators name, are asked for: the memory is bounded by these. */
    @Override
    public Set<String> of(String tenant) {
        long now = nanoClock.getAsLong();
        RememberedSources known = remembered.get(tenant);
        if (known != null && now - known.askedNanos() < KEPT_NANOS) {
            return known.sources();
        }
        remembered.values().removeIf(each -> now - each.askedNanos() >= KEPT_NANOS);
        TenantSourcesAnswer answer = scheduler
                .get()
                .uri("/internal/v1/tenants/{tenant}/sources", tenant)
                .retrieve()
                .body(TenantSourcesAnswer.class);
        Set<String> sources = answer == null ? Set.of() : Set.copyOf(answer.sources());
        remembered.put(tenant, new RememberedSources(sources, now));
        return sources;
    }
}
