package dev.gapless.checkpoint.items.explain;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers "why do we have this", and "why not". */
@RestController
class ItemExplanationResource {

    private final ItemExplainer view;

    ItemExplanationResource(JdbcClient jdbc) {
        this.view = new ItemExplainer(jdbc);
    }

    /** An id may hold slashes; one that no path can hold goes into {@code ?id=}, with the path ended before it. */
    @GetMapping({"/v1/why/{source}/{account}/{stream}", "/v1/why/{source}/{account}/{stream}/{*path}"})
    ItemExplanation why(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @PathVariable(required = false) @Nullable String path,
            @RequestParam(required = false) @Nullable String id,
            @RequestParam(required = false) @Nullable String position) {
        String item = id != null ? id : path == null || path.isEmpty() ? "" : path.substring(1);
        if (item.isEmpty() || item.indexOf('\0') >= 0) {
            throw ApiProblem.badRequest(
                    "id: '%s' (expected: an item's id)".formatted(item),
                    "write it behind the stream, or as ?id= when a path cannot hold it");
        }
        return view.of(
                RequestParameters.stream(source, account, stream),
                item,
                position == null ? null : RequestParameters.position("position", position));
    }
}
