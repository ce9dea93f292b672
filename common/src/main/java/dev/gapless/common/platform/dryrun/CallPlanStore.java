package dev.gapless.common.platform.dryrun;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plans of dry runs, for 24 h, in the service's own table {@code call_plan}: a refusal can tell what has changed. */
final class CallPlanStore {

    private final JdbcClient jdbc;

    CallPlanStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void keep(CallPlan plan) {
        jdbc.sql("delete from call_plan where made_at < now() - interval '24 hours'")
                .update();
        jdbc.sql("""
                insert into call_plan (hash, content, made_at)
                values (:hash, :content, now())
                    on conflict (hash) do update set made_at = excluded.made_at
                """).param("hash", plan.hash()).param("content", plan.stored()).update();
    }

    Optional<String> find(String hash) {
        return jdbc.sql("select content from call_plan where hash = :hash")
                .param("hash", hash)
                .query(String.class)
                .optional();
    }
}
