package dev.gapless.scheduler.status;

import java.time.Instant;
import java.util.List;

/**
 * How the installation stands.
 *
 * @param state {@code FAILING}, {@code WAITING} or {@code OK}: the worst of all that follows
 * @param findings those that concern no single source
 */
record StatusView(Instant at, String state, List<StatusFinding> findings, List<SourceStatusView> sources) {

    /** The same of one source, without what concerns the installation. */
    StatusView ofSources() {
        return new StatusView(
                at, sources.stream().map(SourceStatusView::state).findFirst().orElse("OK"), List.of(), sources);
    }
}
