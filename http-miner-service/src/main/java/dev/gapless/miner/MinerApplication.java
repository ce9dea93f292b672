package dev.gapless.miner;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The miner as a process of its own. */
@SpringBootApplication
public class MinerApplication {

    /** The application, not yet started; its settings are in {@code http-miner-service.yaml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder()
                .sources(MinerApplication.class)
                .properties("spring.config.name=http-miner-service")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] arguments) {
        application().run(arguments);
    }
}
