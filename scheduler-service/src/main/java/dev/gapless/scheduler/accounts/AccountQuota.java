package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.TenantProperties;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.ErrorResponseException;

/** Bounds how many accounts a tenant follows at all its sources together. */
final class AccountQuota {

    private final JdbcClient jdbc;
    private final TenantProperties tenants;

    AccountQuota(JdbcClient jdbc, TenantProperties tenants) {
        this.jdbc = jdbc;
        this.tenants = tenants;
    }

    /**
     * Looks at what the present transaction has written; two that write at once are counted one after the other.
     *
     * @param sources at which accounts were added
     * @throws ErrorResponseException 409 when a tenant has more than its quota
     */
    void require(Collection<String> sources) {
        if (sources.isEmpty() || tenants.tenants().isEmpty()) {
            return;
        }
        List<String> owners = jdbc.sql(
                        "select distinct tenant from source where name = any(cast(:sources as text[])) order by tenant")
                .param("sources", sources.toArray(String[]::new))
                .query((row, number) -> row.getString(1))
                .list();
        owners.forEach(this::requireWithin);
    }

    private void requireWithin(String tenant) {
        Integer most = tenants.of(tenant).accounts();
        if (most == null) {
            return;
        }
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:lock, 0))) as held")
                .param("lock", "accounts of the tenant " + tenant)
                .query(Integer.class)
                .single();
        long followed = jdbc.sql("""
                select count(*)
                  from account a
                  join source s on s.name = a.source
                 where s.tenant = :tenant and a.deleted_at is null
                """).param("tenant", tenant).query(Long.class).single();
        if (followed > most) {
            throw ApiProblem.conflict(
                    "accounts: %d with these (expected: at most %d, the quota of the tenant)".formatted(followed, most),
                    "Remove accounts that are not needed, or ask an operator of the installation for a larger quota.");
        }
    }
}
