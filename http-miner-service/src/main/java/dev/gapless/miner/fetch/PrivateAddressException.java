package dev.gapless.miner.fetch;

import java.net.UnknownHostException;

/** A name leads to an address that is not on the public network. */
final class PrivateAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    PrivateAddressException(String host) {
        super("host %s: leads to a private address (expected: a public one)".formatted(host));
    }
}
