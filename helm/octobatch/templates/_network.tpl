{{/*
An IPv4 address as a number, for comparing it with a range. Call with "169.254.169.254".
*/}}
{{- define "octobatch.ipv4" -}}
{{- $number := 0 -}}
{{- range splitList "." . }}{{ $number = add (mul $number 256) (atoi .) }}{{ end -}}
{{- $number -}}
{{- end -}}

{{/* What the schema's pattern lets through although it is no range. */}}
{{- define "octobatch.checkCidr" -}}
{{- $address := splitList "/" . | first -}}
{{- $four := `(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)` -}}
{{- $six := `[0-9a-fA-F]{1,4}` -}}
{{- $patterns := list
  (printf `^%s(\.%s){3}$` $four $four)
  (printf `^%s(:%s){7}$` $six $six)
  (printf `^(%s(:%s){0,6})?::(%s(:%s){0,6})?$` $six $six $six $six) -}}
{{- $matched := false -}}
{{- range $patterns }}{{ if regexMatch . $address }}{{ $matched = true }}{{ end }}{{ end -}}
{{- if not $matched -}}
{{- fail (printf "networkPolicy: %s is no IPv4 or IPv6 range; write it like 10.20.0.0/16 or 2001:db8::/48" .) -}}
{{- end -}}
{{- end -}}

{{/*
One ipBlock. Clouds hand out credentials of the node at 169.254.169.254 (and fd00:ec2::254), which no service needs, so a range that
contains it leaves it out.
*/}}
{{- define "octobatch.ipBlock" -}}
{{- $metadata := "169.254.169.254" -}}
{{- $parts := splitList "/" . -}}
{{- include "octobatch.checkCidr" . -}}
ipBlock:
  cidr: {{ . | quote }}
{{- if contains ":" . }}
{{- if eq (last $parts) "0" }}
  except: ["fd00:ec2::254/128"]
{{- end }}
{{- else }}
{{- $size := 1 -}}
{{- range until (int (sub 32 (atoi (last $parts)))) }}{{ $size = mul $size 2 }}{{ end -}}
{{- $inside := eq (div (include "octobatch.ipv4" (first $parts) | atoi) $size) (div (include "octobatch.ipv4" $metadata | atoi) $size) -}}
{{- if and $inside (eq (last $parts) "32") }}
{{- fail (printf "networkPolicy: %s is the cloud's metadata address, which no service may reach" .) }}
{{- else if $inside }}
  except: ["{{ $metadata }}/32"]
{{- end }}
{{- end }}
{{- end -}}

{{/* TCP ports as a list of rule entries. */}}
{{- define "octobatch.tcpPorts" -}}
{{- range . }}
- protocol: TCP
  port: {{ . }}
{{- end }}
{{- end -}}

{{/* One egress rule to a list of CIDRs, or nothing for an empty list. Call with (dict "cidrs" list "ports" list). */}}
{{- define "octobatch.cidrEgress" -}}
{{- if .cidrs }}
- to:
    {{- range .cidrs }}
    - {{ include "octobatch.ipBlock" . | nindent 6 | trim }}
    {{- end }}
  ports:
    {{- include "octobatch.tcpPorts" .ports | trim | nindent 4 }}
{{- end }}
{{- end -}}

{{/* Egress to the cluster's DNS, or nothing. */}}
{{- define "octobatch.dnsEgress" -}}
{{- with .Values.networkPolicy }}
{{- if and .allowDNS .dnsPeers }}
- to:
    {{- toYaml .dnsPeers | nindent 4 }}
  ports:
    {{- range .ports.dns }}
    - protocol: UDP
      port: {{ . }}
    - protocol: TCP
      port: {{ . }}
    {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Everything that one service may reach. Call with (dict "root" $ "service" "gateway"). */}}
{{- define "octobatch.egress" -}}
{{- $services := include "octobatch.services" .root | fromYaml -}}
{{- $values := .root.Values -}}
{{- $policy := $values.networkPolicy -}}
{{- include "octobatch.dnsEgress" .root }}
{{- range (index $services .service).calls }}
- to:
    - podSelector:
        matchLabels:
          {{- include "octobatch.selector" (dict "root" $.root "component" .) | nindent 10 }}
  ports:
    {{- include "octobatch.tcpPorts" (list (index $services .).port) | trim | nindent 4 }}
{{- end }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.githubCidrs "ports" $policy.ports.github) }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.postgresCidrs "ports" $policy.ports.postgres) }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.redisCidrs "ports" $policy.ports.redis) }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.blobstoreCidrs "ports" $policy.ports.blobstore) }}
{{- if $values.telemetry.otlpEndpoint }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.otlpCidrs "ports" $policy.ports.otlp) }}
{{- end }}
{{- if and (eq .service "gateway") $values.oidc.authority }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.oidcCidrs "ports" $policy.ports.oidc) }}
{{- end }}
{{- if and (eq .service "campaign") $values.runSteps.enabled }}
{{- include "octobatch.cidrEgress" (dict "cidrs" $policy.kubeApiCidrs "ports" $policy.ports.kubeApi) }}
{{- end }}
{{- with $policy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Everything that may reach one service on its port. Call with (dict "root" $ "service" "gateway"). */}}
{{- define "octobatch.ingressPeers" -}}
{{- range $caller, $facts := include "octobatch.services" .root | fromYaml }}
{{- if has $.service $facts.calls }}
- podSelector:
    matchLabels:
      {{- include "octobatch.selector" (dict "root" $.root "component" $caller) | nindent 6 }}
{{- end }}
{{- end }}
- podSelector:
    matchLabels:
      {{- include "octobatch.selector" (dict "root" .root "component" "test") | nindent 6 }}
{{- range .root.Values.networkPolicy.nodeCidrs }}
{{- include "octobatch.checkCidr" . }}
- ipBlock:
    cidr: {{ . | quote }}
{{- end }}
{{- if eq .service "gateway" }}
{{- with .root.Values.networkPolicy.gatewayFrom }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}
