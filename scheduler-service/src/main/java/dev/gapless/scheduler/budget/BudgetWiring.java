package dev.gapless.scheduler.budget;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class BudgetWiring {

    private static final Duration SWEEP = Duration.ofHours(1);

    @Bean
    CallBudgetLedger callBudgetLedger(JdbcClient jdbc, TransactionOperations transactions) {
        return new CallBudgetLedger(jdbc, transactions);
    }

    @Bean
    RepeatingTask callBudgetSweep(CallBudgetLedger ledger, MeterRegistry meters) {
        return RepeatingTask.afterPause("call-budget-sweep", SWEEP, ledger::forgetFull, meters);
    }
}
