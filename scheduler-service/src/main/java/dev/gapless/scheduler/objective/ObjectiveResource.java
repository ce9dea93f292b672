package dev.gapless.scheduler.objective;

import dev.gapless.common.platform.tenant.CallerSources;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows operators the completeness objective. */
@RestController
class ObjectiveResource {

    private final ObjectiveReport report;

    ObjectiveResource(ObjectiveReport report) {
        this.report = report;
    }

    /** @param byStream true: each stream of its own, with what its objective needs */
    @GetMapping("/v1/objective")
    List<ObjectiveView> list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(defaultValue = "false") boolean byStream,
            CallerSources own) {
        return (byStream ? report.streams(source) : report.list(source))
                .stream().filter(view -> own.include(view.source())).toList();
    }
}
