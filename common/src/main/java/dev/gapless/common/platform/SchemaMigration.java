package dev.gapless.common.platform;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Brings the tables of a service to this release and ends: {@code java -jar SERVICE.jar migrate}. It needs the database
 * and its owner's login, and nothing else of the service's surroundings.
 */
public final class SchemaMigration {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
    private static final String WORD = "migrate";

    private SchemaMigration() {}

    /** True when the command line asks for the migration instead of the service. */
    public static boolean asked(String... arguments) {
        return arguments.length > 0 && arguments[0].equals(WORD);
    }

    /**
     * Returns when the tables are those of this release; done again, it changes nothing.
     *
     * @param settings name of the service's settings, without suffix
     * @throws RuntimeException when the database refuses; nothing of the refused migration is left then
     */
    public static void run(String settings, String... arguments) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Tables.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.config.name=" + settings,
                        "spring.flyway.connect-retries=12",
                        "spring.flyway.connect-retries-interval=5s")
                .run(arguments)) {
            Flyway flyway = context.getBean(Flyway.class);
            MigrationInfo current = flyway.info().current();
            LOG.info(
                    "schema-migrated schema={} version={}",
                    flyway.getConfiguration().getDefaultSchema(),
                    current == null ? "none" : current.getVersion());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    static class Tables {}
}
