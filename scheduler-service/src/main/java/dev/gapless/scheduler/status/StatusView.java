package dev.gapless.scheduler.status;

import dev.gapless.common.platform.tenant.CallerSources;
import java.time.Instant;
import java.util.List;

/**
 * How the installation stands.
 *
 * @param state {@code FAILING}, {@code WAITING} or {@code OK}: the worst of all that follows
 * @param findings those that concern no single source
 */
record StatusView(Instant at, String state, List<StatusFinding> findings, List<SourceStatusView> sources) {

    /** The same of the sources that exist for a caller, without what concerns the installation. */
    StatusView ofSources(CallerSources caller) {
        List<SourceStatusView> own = sources.stream()
                .filter(source -> caller.include(source.source()))
                .toList();
        List<StatusFinding> found =
                own.stream().flatMap(source -> source.findings().stream()).toList();
        return new StatusView(at, StatusService.state(found), List.of(), own);
    }
}
