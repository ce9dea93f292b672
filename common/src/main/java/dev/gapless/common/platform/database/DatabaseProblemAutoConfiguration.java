package dev.gapless.common.platform.database;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers for the database where the service has one. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnClass(JdbcClient.class)
public class DatabaseProblemAutoConfiguration {

    @Bean
    @ConditionalOnBean(JdbcClient.class)
    DatabaseProblemHandler databaseProblemHandler(MeterRegistry meters) {
        return new DatabaseProblemHandler(meters);
    }
}
