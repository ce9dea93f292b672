package dev.gapless.processor;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The processor service, alone in a JVM or beside the others. */
@SpringBootApplication
public class ProcessorApplication {

    /** Its settings are in {@code processor-service.yaml}, so that other services may share the class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder()
                .sources(ProcessorApplication.class)
                .properties("spring.config.name=processor-service")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
