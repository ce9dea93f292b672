package dev.gapless.live.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Writes answers that no cache may keep. */
final class ChannelAnswers {

    private ChannelAnswers() {}

    /** @param message JSON; empty for no body */
    static void write(HttpServletResponse response, HttpStatus status, byte[] message) throws IOException {
        response.setStatus(status.value());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (message.length > 0) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(message);
        }
        response.flushBuffer();
    }
}
