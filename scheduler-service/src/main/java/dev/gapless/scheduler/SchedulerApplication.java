package dev.gapless.scheduler;

import dev.gapless.common.platform.SchemaMigration;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The scheduler service; its settings are in {@code scheduler-service.yaml}. */
@SpringBootApplication
public class SchedulerApplication {

    public static void main(String[] args) {
        if (SchemaMigration.asked(args)) {
            SchemaMigration.run("scheduler-service", args);
        } else {
            application().run(args);
        }
    }

    /** The application, not started yet; several services may be started so in one process. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder()
                .sources(SchedulerApplication.class)
                .properties("spring.config.name=scheduler-service")
                .bannerMode(Banner.Mode.OFF);
    }
}
