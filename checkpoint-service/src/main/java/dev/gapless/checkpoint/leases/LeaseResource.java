package dev.gapless.checkpoint.leases;

import dev.gapless.checkpoint.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.leases.LeaseAcquisition.Refused;
import dev.gapless.common.platform.ApiProblem;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Leases for the other services; operators see who holds what. */
@RestController
class LeaseResource {

    record Ask(String resource, String owner, double seconds) {}

    record Renewal(String resource, long token, double seconds) {}

    record Release(String resource, long token) {}

    private final LeaseStore leases;

    LeaseResource(LeaseStore leases) {
        this.leases = leases;
    }

    /** 409 with holder and expiry when it is held. */
    @PostMapping("/internal/v1/leases:acquire")
    Lease acquire(@RequestBody Ask ask) {
        String resource = LeaseRules.name("resource", ask.resource());
        String owner = LeaseRules.name("owner", ask.owner());
        return switch (leases.acquire(resource, owner, LeaseRules.duration(ask.seconds()))) {
            case Acquired(Lease lease) -> lease;
            case Refused(Lease by) -> throw held(by);
        };
    }

    @PostMapping("/internal/v1/leases:renew")
    Lease renew(@RequestBody Renewal renewal) {
        return leases.renew(renewal.resource(), renewal.token(), LeaseRules.duration(renewal.seconds()))
                .orElseThrow(() -> lost(renewal.resource(), renewal.token()));
    }

    @PostMapping("/internal/v1/leases:release")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void release(@RequestBody Release release) {
        if (!leases.release(release.resource(), release.token())) {
            throw lost(release.resource(), release.token());
        }
    }

    @GetMapping("/v1/leases")
    List<Lease> held() {
        return leases.held();
    }

    private static ErrorResponseException held(Lease by) {
        ErrorResponseException refusal = ApiProblem.conflict(
                "resource: %s is held by %s until %s (expected: a lease that has run out or was given back)"
                        .formatted(by.resource(), by.owner(), by.expiresAt()),
                "ask again then; it is free earlier when its holder gives it back");
        refusal.getBody().setProperty("holder", by.owner());
        refusal.getBody().setProperty("expiresAt", by.expiresAt());
        return refusal;
    }

    private static ErrorResponseException lost(String resource, long token) {
        return ApiProblem.conflict(
                "token: %d of %s (expected: that of a lease that has not run out)".formatted(token, resource),
                "stop: what you hold of the resource may be old. Acquire it again, and begin from what is stored");
    }
}
