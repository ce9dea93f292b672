package dev.gapless.scheduler.sources;

import dev.gapless.common.platform.tenant.TenantSources;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells the other services which sources a tenant has. */
@RestController
class TenantSourceResource {

    /** @param sources their names, also of those that were removed */
    record TenantSourceNames(Set<String> sources) {}

    private final TenantSources tenants;

    TenantSourceResource(TenantSources tenants) {
        this.tenants = tenants;
    }

    @GetMapping("/internal/v1/tenants/{tenant}/sources")
    TenantSourceNames sources(@PathVariable String tenant) {
        return new TenantSourceNames(new TreeSet<>(tenants.of(tenant)));
    }
}
