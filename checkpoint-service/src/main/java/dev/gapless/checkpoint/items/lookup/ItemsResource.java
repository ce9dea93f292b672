package dev.gapless.checkpoint.items.lookup;

import dev.gapless.checkpoint.items.lookup.HeldItemReader.Page;
import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Tells what is held, a line an item. */
@RestController
class ItemsResource {

    private static final int MAX = 10_000;
    private static final JsonMapper LINES =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final HeldItemReader items;

    ItemsResource(HeldItemReader items) {
        this.items = items;
    }

    /**
     * The header {@code X-Next-After} is sent when there are more. It has the value of {@code after=} for the next
     * page. The value is escaped for an address, because an id may hold any character.
     */
    @GetMapping(path = "/v1/items/{source}/{account}/{stream}", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void items(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "1000") String limit,
            @RequestParam(defaultValue = "exclude") String deleted,
            HttpServletResponse response)
            throws IOException {
        Page page = new Page(
                RequestParameters.stream(source, account, stream),
                text(after),
                tombstones(deleted),
                RequestParameters.limit(limit, MAX));
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        try (ItemLines lines = new ItemLines(LINES, response.getOutputStream())) {
            items.read(
                    page,
                    next -> next.ifPresent(
                            id -> response.setHeader("X-Next-After", UriUtils.encode(id, StandardCharsets.UTF_8))),
                    lines);
        }
    }

    private static String text(String after) {
        if (after.indexOf('\0') >= 0) {
            throw ApiProblem.badRequest("after: holds U+0000 (expected: an item's id)", "take it from X-Next-After");
        }
        return after;
    }

    private static boolean tombstones(String deleted) {
        return switch (deleted) {
            case "include" -> true;
            case "exclude" -> false;
            default ->
                throw ApiProblem.badRequest(
                        "deleted: '%s' (expected: include or exclude)".formatted(deleted),
                        "write deleted=include to see tombstones too");
        };
    }
}
