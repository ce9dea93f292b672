package dev.gapless.common.platform;

import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Waits for tables that another process makes, in the place where the service would make them itself. */
@AutoConfiguration(before = FlywayAutoConfiguration.class)
@ConditionalOnClass({Flyway.class, FlywayMigrationStrategy.class})
@ConditionalOnProperty(name = "gapless.schema.migrate", havingValue = "false")
@EnableConfigurationProperties(SchemaProperties.class)
public class SchemaAutoConfiguration {

    @Bean
    WaitingProbes waitingProbes(Environment environment, ObjectProvider<SslBundles> bundles) {
        return new WaitingProbes(environment, bundles);
    }

    @Bean
    FlywayMigrationStrategy waitForTables(WaitingProbes probes, SchemaProperties properties, Environment environment) {
        if (TrainingRun.isThis(environment)) {
            return SchemaWait::missing;
        }
        return flyway -> new SchemaWait(probes, properties.checkEvery(), Thread::sleep).await(flyway);
    }
}
