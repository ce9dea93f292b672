package dev.gapless.connector.token;

import java.net.UnknownHostException;

/** A name leads to an address that is neither public nor permitted. */
public final class PrivateAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    PrivateAddressException(String host) {
        super("host %s: leads to a private address (expected: a public or a permitted one)".formatted(host));
    }
}
