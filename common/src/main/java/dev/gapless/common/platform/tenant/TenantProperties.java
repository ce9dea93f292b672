package dev.gapless.common.platform.tenant;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much tenants may use, under {@code gapless.access}.
 *
 * @param tenants quotas by the name of the tenant; a tenant that is not named has none
 */
@Validated
@ConfigurationProperties("gapless.access")
public record TenantProperties(@DefaultValue Map<String, @Valid TenantQuota> tenants) {

    public TenantProperties {
        tenants = Map.copyOf(tenants);
    }

    /**
     * Quotas of one tenant; null is no bound.
     *
     * @param accounts that are followed at all its sources together
     * @param requestsPerMinute that each replica of a service answers to its callers
     * @param liveConnections that stand at each replica of the live service
     */
    public record TenantQuota(
            @Nullable @Min(0) Integer accounts,
            @Nullable @Min(1) Integer requestsPerMinute,
            @Nullable @Min(0) Integer liveConnections) {

        static final TenantQuota NONE = new TenantQuota(null, null, null);
    }

    /** The quotas of a tenant. */
    public TenantQuota of(String tenant) {
        return tenants.getOrDefault(tenant, TenantQuota.NONE);
    }
}
