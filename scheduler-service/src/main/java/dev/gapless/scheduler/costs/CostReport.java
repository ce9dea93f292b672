package dev.gapless.scheduler.costs;

import java.time.LocalDate;
import java.util.List;

/**
 * What mining cost.
 *
 * @param total of all that was asked for, also of what is not listed
 * @param budget of the installation, a day
 * @param accountBudget of one account, a day
 * @param rows the latest day first
 */
record CostReport(String currency, double total, double budget, double accountBudget, List<CostRow> rows) {

    /**
     * One kind of work of one account on one day.
     *
     * @param day in UTC
     * @param calls pages read from the source
     */
    record CostRow(
            LocalDate day,
            String source,
            String account,
            MiningWork operation,
            long slices,
            long calls,
            long items,
            double cost) {}
}
