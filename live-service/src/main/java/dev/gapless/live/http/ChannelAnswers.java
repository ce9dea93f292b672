package dev.gapless.live.http;

import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Writes answers that no cache may keep. */
final class ChannelAnswers {

    private ChannelAnswers() {}

    /**
     * Asks an overtaken reader to come back with its offset. An answer that has begun just ends. Else the container
     * would answer with a page that needs a token, and the reader would be told 401.
     */
    static void comeBack(HttpServletResponse response, OvertakenReaderException overtaken) throws IOException {
        if (!response.isCommitted()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    ServerMessages.error(ErrorCode.UNAVAILABLE, String.valueOf(overtaken.getMessage()), null));
        }
    }

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
