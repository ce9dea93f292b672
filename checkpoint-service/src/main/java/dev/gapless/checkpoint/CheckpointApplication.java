package dev.gapless.checkpoint;

import dev.gapless.common.platform.SchemaMigration;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The checkpoint service. */
@SpringBootApplication
public class CheckpointApplication {

    /** For this process alone, or beside the other services in one. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(CheckpointApplication.class)
                .properties("spring.config.name=checkpoint-service")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        if (SchemaMigration.asked(args)) {
            SchemaMigration.run("checkpoint-service", args);
        } else {
            application().run(args);
        }
    }
}
