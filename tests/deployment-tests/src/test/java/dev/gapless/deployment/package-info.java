/** Whether what stands in docker-compose.yml and k8s/ can be true, found without a container or a cluster. */
@NullMarked
package dev.gapless.deployment;

import org.jspecify.annotations.NullMarked;
