package dev.gapless.common.platform;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers idempotency keys where the service has a database. */
@AutoConfiguration(after = JdbcClientAutoConfiguration.class)
@ConditionalOnClass({JdbcClient.class, JdbcClientAutoConfiguration.class})
public class IdempotencyAutoConfiguration {

    @Bean
    @ConditionalOnBean(JdbcClient.class)
    IdempotentCalls idempotentCalls(JdbcClient jdbc) {
        return new JdbcIdempotentCalls(jdbc);
    }
}
