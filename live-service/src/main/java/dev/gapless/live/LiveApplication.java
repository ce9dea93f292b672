package dev.gapless.live;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The live service, alone in a JVM or beside the others. */
@SpringBootApplication
public class LiveApplication {

    /** Its settings are in {@code live-service.yaml}, so that other services may share the class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder()
                .sources(LiveApplication.class)
                .properties("spring.config.name=live-service")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
