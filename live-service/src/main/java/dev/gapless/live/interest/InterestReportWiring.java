package dev.gapless.live.interest;

import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.live.history.ChannelOpener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** Tells what is heard every few seconds. */
@Configuration(proxyBeanMethods = false)
class InterestReportWiring {

    @Bean
    RepeatingTask interestReport(
            ChannelOpener channels,
            RestClient schedulerClient,
            PlatformProperties platform,
            @Value("${gapless.live.interest.every:5s}") Duration every,
            MeterRegistry meters) {
        InterestReporter reporter = new InterestReporter(channels, schedulerClient, platform.instance());
        return RepeatingTask.afterPause("interest-report", every, reporter::report, meters);
    }
}
