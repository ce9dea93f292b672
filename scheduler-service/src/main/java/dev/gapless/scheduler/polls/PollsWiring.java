package dev.gapless.scheduler.polls;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How polls are put together. */
@Configuration(proxyBeanMethods = false)
class PollsWiring {

    @Bean
    PollLedger pollLedger(JdbcClient jdbc) {
        return new PollLedger(jdbc);
    }
}
