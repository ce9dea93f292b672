package dev.gapless.common.platform;

import org.springframework.security.core.AuthenticationException;

/** Who calls cannot be found out here and now; answered with 503. */
final class CallerUnknownException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    CallerUnknownException(String detail) {
        super(detail);
    }

    CallerUnknownException(String detail, Throwable cause) {
        super(detail, cause);
    }
}
