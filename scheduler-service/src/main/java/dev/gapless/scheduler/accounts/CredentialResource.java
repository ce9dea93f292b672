package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Hands credentials to the services that speak to sources; only those reach {@code /internal}. */
@RestController
class CredentialResource {

    private final AccountService accounts;

    CredentialResource(AccountService accounts) {
        this.accounts = accounts;
    }

    /** The one message that holds a credential. */
    record Answer(String credential) {
        @Override
        public String toString() {
            return "Answer[***]";
        }
    }

    @GetMapping("/internal/v1/accounts/{source}/{account}/credential")
    ResponseEntity<Answer> credential(@PathVariable String source, @PathVariable String account) {
        FollowedAccount found =
                accounts.find(source, account).orElseThrow(() -> AccountResource.unknown(source, account, List.of()));
        Secret credential = accounts.credential(found);
        return credential == null
                ? ResponseEntity.noContent().build()
                : ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Answer(credential.reveal()));
    }
}
