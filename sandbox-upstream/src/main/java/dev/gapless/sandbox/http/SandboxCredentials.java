package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.SandboxAccounts;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Who shows what, and who that is. */
final class SandboxCredentials {

    private static final String BEARER = "Bearer ";

    /** Whose the shown credential is. */
    sealed interface Holder {

        /** Of the truth's token. */
        record Truth() implements Holder {}

        record Of(String account) implements Holder {}

        /** Of nothing that is known. */
        record Nobody() implements Holder {}
    }

    private final SandboxAccounts accounts;
    private final String truthToken;
    private final String prefix;

    SandboxCredentials(SandboxAccounts accounts, String truthToken, String prefix) {
        this.accounts = accounts;
        this.truthToken = truthToken;
        this.prefix = prefix + "-";
    }

    String of(String account) {
        return prefix + account;
    }

    Holder holder(HttpRequest request) {
        String header = request.headers().get("Authorization", "");
        String shown = header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
        if (same(shown, truthToken)) {
            return new Holder.Truth();
        }
        String account = shown.length() > prefix.length() ? shown.substring(prefix.length()) : "";
        return accounts.find(account) != null && same(shown, of(account))
                ? new Holder.Of(account)
                : new Holder.Nobody();
    }

    /** Takes as long whatever the difference is. */
    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
