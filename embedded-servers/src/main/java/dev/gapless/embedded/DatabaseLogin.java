package dev.gapless.embedded;

/** What a role connects with. */
public record DatabaseLogin(String user, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return user;
    }
}
