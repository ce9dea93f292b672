package dev.gapless.live.http;

import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Asks an overtaken reader to come back with its offset. An answer that has begun just ends. Without this the container
 * would answer with a page that needs a token, and the reader would be told 401.
 */
@RestControllerAdvice
class OvertakenReaderHandler {

    @ExceptionHandler(OvertakenReaderException.class)
    void comeBack(OvertakenReaderException overtaken, HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            ChannelAnswers.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    ServerMessages.error(ErrorCode.UNAVAILABLE, String.valueOf(overtaken.getMessage()), null));
        }
    }
}
