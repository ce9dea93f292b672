package dev.gapless.common.platform.dryrun;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** Answers dry runs. The hash is the ETag, which the real call sends as {@code If-Match}. */
@RestControllerAdvice
class CallPlanHandler {

    private static final MediaType TYPE = MediaType.parseMediaType(CallPlan.MEDIA_TYPE);

    /** Written here, because the caller may accept only what the real call answers with. */
    @ExceptionHandler
    ResponseEntity<byte[]> plan(PlannedOnlyException planned) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(planned.plan());
        return ResponseEntity.ok()
                .contentType(TYPE)
                .header(HttpHeaders.ETAG, '"' + planned.plan().hash() + '"')
                .body(body);
    }
}
