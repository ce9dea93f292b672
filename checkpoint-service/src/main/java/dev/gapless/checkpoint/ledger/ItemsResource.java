package dev.gapless.checkpoint.ledger;

import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Tells what is held, a line an item. */
@RestController
class ItemsResource {

    private static final int MOST = 10_000;

    private final ItemPage items;

    ItemsResource(ItemPage items) {
        this.items = items;
    }

    @GetMapping(path = "/v1/items/{source}/{account}/{stream}", produces = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<String> items(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "1000") int limit,
            @RequestParam(defaultValue = "exclude") String deleted) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: %d (expected: 1 to %d)".formatted(limit, MOST));
        }
        if (!deleted.equals("include") && !deleted.equals("exclude")) {
            throw new IllegalArgumentException("deleted: '%s' (expected: include or exclude)".formatted(deleted));
        }
        List<ObjectNode> page =
                items.after(new StreamId(source, account, stream), after, deleted.equals("include"), limit);
        String lines = page.stream().map(item -> item + "\n").collect(Collectors.joining());
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.size() == limit) {
            answer.header("X-Next-After", page.getLast().get("id").asString());
        }
        return answer.body(lines);
    }

    @ExceptionHandler
    ProblemDetail refused(IllegalArgumentException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(failure.getMessage()));
    }
}
