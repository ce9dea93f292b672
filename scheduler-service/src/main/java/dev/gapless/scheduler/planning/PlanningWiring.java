package dev.gapless.scheduler.planning;

import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.instants.Backoff;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.objective.ObjectiveRound;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.sources.Sources;
import dev.gapless.scheduler.ticking.Ticker;
import dev.gapless.scheduler.ticking.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** How planning is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PlanningProperties.class)
class PlanningWiring {

    @Bean
    MissingClient missingClient(@Qualifier("checkpointClient") RestClient checkpoint) {
        return new HttpMissingClient(checkpoint);
    }

    @Bean
    SourceFigures sourceFigures(MeterRegistry meters) {
        return new SourceFigures(meters);
    }

    @Bean
    StreamBatch streamBatch(
            MissingClient missing,
            PlanningProperties properties,
            JdbcClient jdbc,
            PollLedger polls,
            SourceFigures figures,
            ObjectiveRound objective,
            Backoff backoff,
            MeterRegistry meters,
            DatabaseClock clock) {
        PlanLedger ledger = new PlanLedger(jdbc);
        return new StreamBatch(
                missing,
                new Planner(properties),
                new Reconciliations(properties),
                ledger,
                new PlanWriter(ledger, backoff, meters),
                polls,
                figures,
                objective,
                clock);
    }

    @Bean
    PlanningRound planningRound(
            FollowedStreams streams,
            Sources sources,
            StreamBatch batch,
            PollLedger polls,
            JdbcClient jdbc,
            SourceFigures figures,
            ObjectiveRound objective,
            Turns turns,
            DatabaseClock clock,
            PlanningProperties properties) {
        return new PlanningRound(
                streams,
                sources,
                batch,
                polls,
                new LeftStreams(jdbc),
                figures,
                objective,
                turns,
                clock,
                properties.batch());
    }

    @Bean
    Ticker planningTicker(PlanningRound round, PlanningProperties properties, MeterRegistry meters) {
        return new Ticker("planning", properties.interval(), round::run, meters);
    }
}
