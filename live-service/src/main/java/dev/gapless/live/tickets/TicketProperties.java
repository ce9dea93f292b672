package dev.gapless.live.tickets;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may open a connection, under {@code gapless.live.access}.
 *
 * @param ticketLife how long a ticket opens connections, up to ten minutes
 * @param connectionLife longest life of a connection that was opened with a ticket
 * @param allowedOrigins other web pages that may connect, such as {@code https://console.example.org}; without any,
 *     only pages of this service's own address. A client outside of a browser sends no origin and needs none
 */
@Validated
@ConfigurationProperties("gapless.live.access")
public record TicketProperties(
        @DefaultValue("60s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 10)
        Duration ticketLife,

        @DefaultValue("12h") @NotNull @DurationMin(millis = 100)
        Duration connectionLife,

        @DefaultValue List<String> allowedOrigins) {}
