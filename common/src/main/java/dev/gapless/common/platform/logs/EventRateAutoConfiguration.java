package dev.gapless.common.platform.logs;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Limits how many lines of one event a log gets. */
@AutoConfiguration
@ConditionalOnClass(LoggerContext.class)
@EnableConfigurationProperties(EventRateProperties.class)
public class EventRateAutoConfiguration {

    @Bean
    EventRateFilter eventRateFilter(EventRateProperties properties) {
        return EventRateFilter.into(
                (LoggerContext) LoggerFactory.getILoggerFactory(), properties.linesPerEvent(), properties.window());
    }
}
