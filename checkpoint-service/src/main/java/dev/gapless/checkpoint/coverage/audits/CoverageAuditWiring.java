package dev.gapless.checkpoint.coverage.audits;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class CoverageAuditWiring {

    @Bean
    CoverageAuditStore audits(JdbcTemplate jdbc) {
        return new CoverageAuditStore(jdbc);
    }
}
