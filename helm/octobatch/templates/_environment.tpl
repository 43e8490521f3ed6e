{{/* What is not secret, for the ConfigMap of one service. Call with (dict "root" $ "service" "gateway"). */}}
{{- define "octobatch.configuration" -}}
{{- $values := .root.Values -}}
{{- $services := include "octobatch.services" .root | fromYaml -}}
OCTOBATCH_GITHUB_API_BASE_URL: {{ $values.github.apiBaseUrl | quote }}
OCTOBATCH_BLOBSTORE_REGION: {{ $values.blobstore.region | quote }}
OCTOBATCH_BLOBSTORE_REQUEST_CHECKSUM_CALCULATION: {{ $values.blobstore.requestChecksumCalculation | quote }}
OCTOBATCH_BLOBSTORE_RESPONSE_CHECKSUM_VALIDATION: {{ $values.blobstore.responseChecksumValidation | quote }}
OCTOBATCH_RETENTION_HISTORY_DAYS: {{ $values.retention.historyDays | quote }}
{{- range (index $services .service).calls }}
OCTOBATCH_{{ upper . }}_URL: {{ printf "http://%s-%s:%v" (include "octobatch.fullname" $.root) . (index $services .).port | quote }}
{{- end }}
{{- with $values.telemetry.otlpEndpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
OTEL_EXPORTER_OTLP_PROTOCOL: {{ $values.telemetry.otlpProtocol | quote }}
{{- end }}
{{- if eq .service "gateway" }}
OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE: {{ $values.gatewayLimits.requestsPerMinute | quote }}
OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE: {{ $values.gatewayLimits.anonymousRequestsPerMinute | quote }}
{{- with $values.gatewayLimits.trustedProxies }}
OCTOBATCH_GATEWAY_TRUSTED_PROXIES: {{ join "," . | quote }}
{{- end }}
OCTOBATCH_GATEWAY_SESSION_IDLE_MINUTES: {{ $values.sessions.idleMinutes | quote }}
OCTOBATCH_GATEWAY_SESSION_HOURS: {{ $values.sessions.hours | quote }}
{{- if $values.publicUrl }}
OCTOBATCH_PUBLIC_URL: {{ $values.publicUrl | quote }}
{{- end }}
{{- if $values.githubSignIn.enabled }}
OCTOBATCH_GITHUB_ROLES: {{ $values.githubSignIn.roles | quote }}
{{- end }}
{{- if $values.oidc.authority }}
OCTOBATCH_OIDC_AUTHORITY: {{ $values.oidc.authority | quote }}
OCTOBATCH_OIDC_AUDIENCE: {{ $values.oidc.audience | quote }}
{{- with $values.oidc.roleClaim }}
OCTOBATCH_OIDC_ROLE_CLAIM: {{ . | quote }}
{{- end }}
{{- end }}
{{- else if eq .service "campaign" }}
OCTOBATCH_RETENTION_ARTIFACTS_DAYS: {{ $values.retention.artifactsDays | quote }}
{{- if $values.publicUrl }}
OCTOBATCH_PUBLIC_URL: {{ $values.publicUrl | quote }}
{{- end }}
{{- if $values.runSteps.enabled }}
OCTOBATCH_RUN_STEPS: kubernetes
OCTOBATCH_RUN_STEPS_NAMESPACE: {{ $values.runSteps.namespace | quote }}
OCTOBATCH_RUN_STEPS_IMAGES: {{ join "," $values.runSteps.images | quote }}
OCTOBATCH_RUN_STEPS_CONCURRENCY: {{ $values.runSteps.concurrency | quote }}
{{- end }}
{{- else if eq .service "selection" }}
OCTOBATCH_INVENTORY_LIGHT_SYNC_MINUTES: {{ $values.inventory.lightSyncMinutes | quote }}
OCTOBATCH_INVENTORY_FULL_SYNC_HOURS: {{ $values.inventory.fullSyncHours | quote }}
{{- else if eq .service "token" }}
OCTOBATCH_GITHUB_TOKEN_SKEW_SECONDS: {{ $values.github.tokenSkewSeconds | quote }}
OCTOBATCH_TOKEN_CACHE_ENTRIES: {{ $values.github.tokenCacheEntries | quote }}
{{- end }}
{{- end -}}

{{/*
Which keys of which Secret one service gets. The variable is OCTOBATCH_ and the key. Only the token service holds the App's private
key; only the gateway the webhook secret and the admin key. Call with (dict "root" $ "service" "gateway").
*/}}
{{- define "octobatch.secretKeys" -}}
postgres: [POSTGRES_DSN]
redis: [REDIS_URL]
blobstore: [BLOBSTORE_ENDPOINT, BLOBSTORE_BUCKET, BLOBSTORE_ACCESS_KEY_ID, BLOBSTORE_SECRET_ACCESS_KEY, BLOBSTORE_SESSION_TOKEN]
{{- if eq .service "gateway" }}
githubApp: [GITHUB_WEBHOOK_SECRET{{ if .root.Values.githubSignIn.enabled }}, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET{{ end }}]
keys: [SERVICE_KEY, ADMIN_KEY]
{{- else if eq .service "token" }}
githubApp: [GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY]
keys: [SERVICE_KEY]
{{- else }}
keys: [SERVICE_KEY]
{{- end }}
{{- end -}}

{{/* The container's `env` of one service. Call with (dict "root" $ "service" "gateway" "port" 8000 "values" $values). */}}
{{- define "octobatch.env" -}}
- name: ASPNETCORE_HTTP_PORTS
  value: {{ .port | quote }}
{{- if .root.Values.caCertificates.configMap }}
- name: SSL_CERT_DIR
  value: /etc/ssl/certs:/etc/octobatch/ca
{{- end }}
{{- $secretNames := list }}
{{- range $secret, $keys := include "octobatch.secretKeys" . | fromYaml }}
{{- range $key := $keys }}
{{- $secretNames = append $secretNames (printf "OCTOBATCH_%s" $key) }}
- name: OCTOBATCH_{{ $key }}
  valueFrom:
    secretKeyRef:
      name: {{ index $.root.Values.secrets $secret | quote }}
      key: {{ $key }}
      {{- if and (eq $key "BLOBSTORE_SESSION_TOKEN") (not $.root.Values.blobstore.sessionToken) }}
      optional: true
      {{- end }}
{{- end }}
{{- end }}
{{- range .values.extraEnv }}
{{- if has .name $secretNames }}
{{- fail (printf "%s.extraEnv: %s comes from a Secret; name that Secret under `secrets` instead" $.service .name) }}
{{- end }}
{{- if and (hasKey . "value") (regexMatch "(KEY|KEY_ID|SECRET|PASSWORD|TOKEN|DSN|REDIS_URL)$" .name) }}
{{- fail (printf "%s.extraEnv: %s looks like a secret; take it from a Secret with valueFrom.secretKeyRef" $.service .name) }}
{{- end }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
{{- end -}}
