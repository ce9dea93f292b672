package dev.gapless.scheduler.costs;

import dev.gapless.scheduler.costs.CostReport.CostRow;
import dev.gapless.scheduler.costs.MiningCostLedger.CostFilter;
import dev.gapless.scheduler.costs.MiningCostLedger.CountsOf;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the prices to what was counted. */
public final class MiningCosts {

    /**
     * A budget that is used up today.
     *
     * @param source null for that of the installation
     * @param account null for that of the installation
     */
    public record ExceededBudget(
            @Nullable String source, @Nullable String account, double cost, double budget, String currency) {}

    private final MiningCostLedger ledger;
    private final CostProperties properties;

    MiningCosts(MiningCostLedger ledger, CostProperties properties) {
        this.ledger = ledger;
        this.properties = properties;
    }

    CostReport report(CostFilter filter, @Nullable MiningCostKey after, int most) {
        List<CostRow> rows = ledger.list(filter, after, most).stream()
                .map(work -> new CostRow(
                        work.key().day(),
                        work.key().source(),
                        work.key().account(),
                        work.key().operation(),
                        work.counts().slices(),
                        work.counts().calls(),
                        work.counts().items(),
                        properties.price(work.key().source(), work.counts())))
                .toList();
        return new CostReport(
                properties.currency(), total(filter), properties.budget(), properties.accountBudget(), rows);
    }

    private double total(CostFilter filter) {
        return ledger.bySource(filter).stream().mapToDouble(this::price).sum();
    }

    private double price(CountsOf counted) {
        return properties.price(counted.source(), counted.counts());
    }

    /**
     * Budgets that are used up today, that of the installation first.
     *
     * @param source null for all
     */
    public List<ExceededBudget> exceeded(@Nullable String source, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<ExceededBudget> found = new ArrayList<>();
        double all = total(new CostFilter(null, null, today, today, null));
        if (all > properties.budget()) {
            found.add(new ExceededBudget(null, null, all, properties.budget(), properties.currency()));
        }
        ledger.byAccount(new CostFilter(source, null, today, today, null)).stream()
                .filter(counted -> price(counted) > properties.accountBudget())
                .map(counted -> new ExceededBudget(
                        counted.source(),
                        counted.account(),
                        price(counted),
                        properties.accountBudget(),
                        properties.currency()))
                .forEach(found::add);
        return found;
    }
}
