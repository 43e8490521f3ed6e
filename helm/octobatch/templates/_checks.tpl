{{/* What the schema cannot say. Every sentence names the value to change. */}}
{{- define "octobatch.checks" -}}
{{- $values := .Values -}}
{{- if $values.runSteps.enabled -}}
{{- if eq $values.runSteps.namespace .Release.Namespace -}}
{{- fail "runSteps.namespace must be another namespace than the release's: its policy denies all traffic of all pods in it" -}}
{{- end -}}
{{- if not $values.runSteps.images -}}
{{- fail "runSteps.images is empty: list the images that run steps may use" -}}
{{- end -}}
{{- end -}}
{{- if and $values.oidc.authority (not $values.oidc.audience) -}}
{{- fail "oidc.audience is empty: set the audience that tokens of oidc.authority must carry" -}}
{{- end -}}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty: name the Gateway that takes the route" -}}
{{- end -}}
{{- range $service, $_ := include "octobatch.services" . | fromYaml -}}
{{- $own := include "octobatch.serviceValues" (dict "root" $ "service" $service) | fromYaml -}}
{{- with $own.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "%s.autoscaling: minReplicas %v is more than maxReplicas %v" $service .minReplicas .maxReplicas) -}}
{{- end -}}
{{- if and .enabled (not .targetCPUUtilizationPercentage) (not .targetMemoryUtilizationPercentage) -}}
{{- fail (printf "%s.autoscaling: set targetCPUUtilizationPercentage or targetMemoryUtilizationPercentage" $service) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
