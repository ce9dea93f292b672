package dev.gapless.capture;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The capture service. */
@SpringBootApplication
public class CaptureApplication {

    /** For this process alone, or beside the other services in one. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(CaptureApplication.class)
                .properties("spring.config.name=ws-capture-service")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
