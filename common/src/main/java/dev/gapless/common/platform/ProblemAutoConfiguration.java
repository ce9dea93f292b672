package dev.gapless.common.platform;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Answers to requests that no handler could take. */
@AutoConfiguration(before = WebMvcAutoConfiguration.class)
@ConditionalOnWebApplication
public class ProblemAutoConfiguration {

    @Bean
    RequestProblemHandler requestProblemHandler() {
        return new RequestProblemHandler();
    }

    @Bean
    RequiredMembersAdvice requiredMembersAdvice() {
        return new RequiredMembersAdvice();
    }
}
