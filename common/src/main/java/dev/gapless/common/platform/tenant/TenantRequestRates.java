package dev.gapless.common.platform.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts requests of tenants that have a quota. What is left grows steadily, up to that of a minute. */
final class TenantRequestRates {

    private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private record RequestBudget(double left, long atNanos) {}

    private final TenantProperties properties;
    private final LongSupplier nanoClock;
    private final Map<String, RequestBudget> budgets = new ConcurrentHashMap<>();

    TenantRequestRates(TenantProperties properties, LongSupplier nanoClock) {
        this.properties = properties;
        this.nanoClock = nanoClock;
    }

    /**
     * Takes one request out of the tenant's quota.
     *
     * @return seconds after which another one is let through; 0 when this one is
     */
    int take(String tenant) {
        Integer quota = properties.of(tenant).requestsPerMinute();
        if (quota == null) {
            return 0;
        }
        long now = nanoClock.getAsLong();
        double most = quota;
        double perNano = most / MINUTE_NANOS;
        int[] wait = new int[1];
        budgets.compute(tenant, (name, before) -> {
            double left = left(before, now, most, perNano);
            if (left >= 1) {
                return new RequestBudget(left - 1, now);
            }
            wait[0] =
                    (int) Math.ceil((1 - left) / perNano / Duration.ofSeconds(1).toNanos());
            return new RequestBudget(left, now);
        });
        return wait[0];
    }

    private static double left(@Nullable RequestBudget before, long now, double most, double perNano) {
        return before == null ? most : Math.min(most, before.left() + (now - before.atNanos()) * perNano);
    }
}
