package dev.gapless.common.platform.dryrun;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Dry runs and safety rules, where the service has a database. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
        })
@ConditionalOnWebApplication
@ConditionalOnClass({JdbcClient.class, TransactionOperations.class})
@EnableConfigurationProperties(SafetyProperties.class)
public class PlannedCallsAutoConfiguration {

    @Bean
    @ConditionalOnBean({JdbcClient.class, TransactionOperations.class})
    PlannedCalls plannedCalls(JdbcClient jdbc, TransactionOperations transactions, SafetyProperties safety) {
        return new PlannedCalls(new CallPlanStore(jdbc), safety.rules(), transactions);
    }

    @Bean
    CallPlanHandler callPlanHandler() {
        return new CallPlanHandler();
    }

    @Bean
    WebMvcConfigurer callConditions() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallConditionsResolver());
            }
        };
    }
}
