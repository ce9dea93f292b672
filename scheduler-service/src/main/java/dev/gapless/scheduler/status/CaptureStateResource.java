package dev.gapless.scheduler.status;

import dev.gapless.common.message.CaptureState;
import dev.gapless.common.message.CaptureStatesRequest;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.scheduler.time.DatabaseClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hears from capture services how their captures stand. */
@RestController
class CaptureStateResource {

    private final CaptureStateLedger ledger;
    private final DatabaseClock clock;

    CaptureStateResource(CaptureStateLedger ledger, DatabaseClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @PostMapping("/internal/v1/capture-states")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void report(@RequestBody CaptureStatesRequest request) {
        if (request.states().size() > CaptureStatesRequest.MAX) {
            throw ApiProblem.badRequest(
                    "states: %d (expected: at most %d)"
                            .formatted(request.states().size(), CaptureStatesRequest.MAX),
                    "Send them in parts.");
        }
        Map<String, CaptureState> latest = new LinkedHashMap<>();
        request.states().forEach(state -> latest.put(state.key(), state));
        if (!latest.isEmpty()) {
            ledger.upsert(List.copyOf(latest.values()), clock.instant());
        }
    }
}
